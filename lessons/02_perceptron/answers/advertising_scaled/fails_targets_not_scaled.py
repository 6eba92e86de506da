# /// answer
# why = "Standardises the inputs only."
# [points]
# advertising_scaled-hidden = 0
# [messages]
# advertising_scaled-hidden = "standardize the targets, too"
# ///

# %% item="advertising_scaled"
def original_units(w, b, x_offset, x_scale, t_offset, t_scale):
    new_w = t_scale * w / x_scale.reshape(-1, 1)
    return new_w, t_offset + t_scale * b - new_w.T @ x_offset


x_s, _, _ = standardize(inputs)
t_s = sales
perceptron_scaled = Perceptron(3, 1, 0.1, np.random.default_rng(0))
losses_scaled = train(perceptron_scaled, MeanSquaredError(), x_s, t_s, 200)
