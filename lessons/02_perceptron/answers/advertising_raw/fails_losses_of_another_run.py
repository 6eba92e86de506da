# /// answer
# why = "Keeps the losses of a shorter run."
# [points]
# advertising_raw-hidden = 0
# [messages]
# advertising_raw-hidden = "the last loss is"
# ///

# %% item="advertising_raw"
losses_raw = train(
    Perceptron(3, 1, 3e-5, np.random.default_rng(0)), MeanSquaredError(), inputs, sales, 50
)
class Start:
    w = np.linalg.lstsq(np.c_[inputs, np.ones(len(inputs))], sales)[0][:3]
    b = np.linalg.lstsq(np.c_[inputs, np.ones(len(inputs))], sales)[0][3]


perceptron_raw = Start()
