# /// answer
# why = "Uses a learning rate above the limit."
# [points]
# advertising_scaled-visible = 0
# advertising_scaled-hidden = 0
# [messages]
# advertising_scaled-visible = "the training diverged"
# advertising_scaled-hidden = "nan or infinity"
# ///

# %% item="advertising_scaled"
def original_units(w, b, x_offset, x_scale, t_offset, t_scale):
    new_w = t_scale * w / x_scale.reshape(-1, 1)
    return new_w, t_offset + t_scale * b - new_w.T @ x_offset


with np.errstate(all="ignore"):
    perceptron_scaled = Perceptron(3, 1, 1.5, np.random.default_rng(0))
    losses_scaled = train(
        perceptron_scaled, MeanSquaredError(), standardize(inputs)[0], standardize(sales)[0], 3000
    )
