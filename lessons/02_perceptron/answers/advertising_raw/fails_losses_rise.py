# /// answer
# why = "Stops a diverging run before it overflows."
# [points]
# advertising_raw-visible = 0
# advertising_raw-hidden = 0
# [messages]
# advertising_raw-visible = "the losses do not fall"
# advertising_raw-hidden = "worse than the mean of Sales"
# ///

# %% item="advertising_raw"
perceptron_raw = Perceptron(3, 1, 1e-4, np.random.default_rng(0))
losses_raw = train(perceptron_raw, MeanSquaredError(), inputs, sales, 20)
