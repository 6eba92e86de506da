# /// answer
# why = "Trains in two calls, as long as is suggested, with another seed."
# ///

# %% item="advertising_raw"
perceptron_raw = Perceptron(3, 1, 3.2e-5, np.random.default_rng(5))
criterion = MeanSquaredError()
losses_raw = list(train(perceptron_raw, criterion, inputs, sales, 50_000))
losses_raw += list(train(perceptron_raw, criterion, inputs, sales, 50_000))
