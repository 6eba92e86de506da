# /// answer
# why = "Uses a learning rate that is too large, so that the loss overflows."
# [points]
# advertising_raw-visible = 0
# advertising_raw-hidden = 0
# [messages]
# advertising_raw-visible = "the training diverged"
# advertising_raw-hidden = "the training diverged"
# ///

# %% item="advertising_raw"
with np.errstate(all="ignore"):
    perceptron_raw = Perceptron(3, 1, 0.01, np.random.default_rng(0))
    losses_raw = train(perceptron_raw, MeanSquaredError(), inputs, sales, 1000)
