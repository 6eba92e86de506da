# /// answer
# why = "Forgets the offsets of the inputs."
# [points]
# advertising_scaled-visible = 0
# advertising_scaled-hidden = 0
# [messages]
# advertising_scaled-visible = "offsets of the inputs are missing"
# advertising_scaled-hidden = "offsets of the inputs are missing"
# ///

# %% item="advertising_scaled"
def original_units(w, b, x_offset, x_scale, t_offset, t_scale):
    return w * t_scale / x_scale[:, None], b * t_scale + t_offset


x_s, _, _ = standardize(inputs)
t_s, _, _ = standardize(sales)
perceptron_scaled = Perceptron(3, 1, 0.1, np.random.default_rng(0))
losses_scaled = train(perceptron_scaled, MeanSquaredError(), x_s, t_s, 200)
