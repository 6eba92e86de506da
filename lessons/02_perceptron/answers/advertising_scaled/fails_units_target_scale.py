# /// answer
# why = "Forgets the scale of the targets."
# [points]
# advertising_scaled-visible = 0
# advertising_scaled-hidden = 0
# [messages]
# advertising_scaled-visible = "The scale of the targets is missing"
# advertising_scaled-hidden = "original_units("
# ///

# %% item="advertising_scaled"
def original_units(w, b, x_offset, x_scale, t_offset, t_scale):
    w = w / x_scale[:, None]
    return w, b + t_offset - x_offset @ w


x_s, _, _ = standardize(inputs)
t_s, _, _ = standardize(sales)
perceptron_scaled = Perceptron(3, 1, 0.1, np.random.default_rng(0))
losses_scaled = train(perceptron_scaled, MeanSquaredError(), x_s, t_s, 200)
