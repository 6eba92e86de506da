# /// answer
# why = "Uses a learning rate that is far too small."
# [points]
# advertising_raw-hidden = 0
# [messages]
# advertising_raw-hidden = "worse than the mean of Sales"
# ///

# %% item="advertising_raw"
perceptron_raw = Perceptron(3, 1, 1e-9, np.random.default_rng(0))
losses_raw = train(perceptron_raw, MeanSquaredError(), inputs, sales, 5000)
