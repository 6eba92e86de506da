# /// answer
# why = "Divides a column by a row, which gives a square."
# [points]
# advertising_scaled-visible = 0
# advertising_scaled-hidden = 0
# [messages]
# advertising_scaled-visible = "w is a column and x_scale is not"
# advertising_scaled-hidden = "expected shape (2, 1), got (2, 2)"
# ///

# %% item="advertising_scaled"
def original_units(w, b, x_offset, x_scale, t_offset, t_scale):
    w = w * t_scale / x_scale
    return w, b * t_scale + t_offset - x_offset @ w


x_s, _, _ = standardize(inputs)
t_s, _, _ = standardize(sales)
perceptron_scaled = Perceptron(3, 1, 0.1, np.random.default_rng(0))
losses_scaled = train(perceptron_scaled, MeanSquaredError(), x_s, t_s, 200)
