# /// answer
# why = "Stops after 100 iterations."
# [points]
# advertising_raw-hidden = 0
# [messages]
# advertising_raw-hidden = "expected R2 of at least"
# ///

# %% item="advertising_raw"
perceptron_raw = Perceptron(3, 1, 3e-5, np.random.default_rng(1))
losses_raw = train(perceptron_raw, MeanSquaredError(), inputs, sales, 100)
