# /// answer
# why = "Keeps the last loss only."
# [points]
# advertising_raw-visible = 0
# advertising_raw-hidden = 0
# [messages]
# advertising_raw-visible = "expected the loss of each iteration"
# advertising_raw-hidden = "expected the loss of each iteration"
# ///

# %% item="advertising_raw"
perceptron_raw = Perceptron(3, 1, 3e-5, np.random.default_rng(0))
losses_raw = train(perceptron_raw, MeanSquaredError(), inputs, sales, 20000)[-1:]
