# /// answer
# why = "Trains on TV only."
# [points]
# advertising_raw-visible = 0
# advertising_raw-hidden = 0
# [messages]
# advertising_raw-visible = "Three inputs"
# advertising_raw-hidden = "Three inputs"
# ///

# %% item="advertising_raw"
perceptron_raw = Perceptron(1, 1, 3e-5, np.random.default_rng(0))
losses_raw = train(perceptron_raw, MeanSquaredError(), inputs[:, :1], sales, 1000)
