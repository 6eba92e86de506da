# /// answer
# why = "Changes the weights it is given."
# [points]
# advertising_scaled-hidden = 0
# [messages]
# advertising_scaled-hidden = "the argument w was changed"
# ///

# %% item="advertising_scaled"
def original_units(w, b, x_offset, x_scale, t_offset, t_scale):
    w *= t_scale / x_scale[:, None]
    return w, b * t_scale + t_offset - x_offset @ w


x_s, _, _ = standardize(inputs)
t_s, _, _ = standardize(sales)
perceptron_scaled = Perceptron(3, 1, 0.1, np.random.default_rng(0))
losses_scaled = train(perceptron_scaled, MeanSquaredError(), x_s, t_s, 200)
