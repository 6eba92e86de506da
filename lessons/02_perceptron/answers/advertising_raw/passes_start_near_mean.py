# /// answer
# why = "Starts the bias near the answer, which saves most iterations."
# ///

# %% item="advertising_raw"
perceptron_raw = Perceptron(3, 1, 2.5e-5, np.random.default_rng(3))
perceptron_raw.w, perceptron_raw.b = np.zeros((3, 1)), np.array([4.0])
losses_raw = np.array(train(perceptron_raw, MeanSquaredError(), inputs, sales, 3000))
