# /// answer
# why = "Divides each input by its maximum."
# [points]
# advertising_raw-hidden = 0
# [messages]
# advertising_raw-hidden = "Was it trained on scaled inputs"
# ///

# %% item="advertising_raw"
perceptron_raw = Perceptron(3, 1, 0.3, np.random.default_rng(0))
losses_raw = train(
    perceptron_raw, MeanSquaredError(), inputs / inputs.max(axis=0), sales, 3000
)
