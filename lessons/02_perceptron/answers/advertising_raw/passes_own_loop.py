# /// answer
# why = "Writes the loop out instead of calling train."
# ///

# %% item="advertising_raw"
perceptron_raw = Perceptron(3, 1, 3e-5, np.random.default_rng(4))
loss_function = MeanSquaredError()
losses_raw = ()
kept = []
for iteration in range(100_000):
    kept.append(float(loss_function.forward(perceptron_raw.forward(inputs), sales)))
    perceptron_raw.backward(loss_function.backward())
losses_raw = tuple(kept)
