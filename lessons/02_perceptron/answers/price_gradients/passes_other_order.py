# /// answer
# why = "Multiplies count and tax first and returns an array."
# ///

# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    first = Multiply()
    second = Multiply()
    factor = first.forward(count, tax)
    price = second.forward(factor, unit_price)
    d_factor, d_unit_price = second.backward(1.0)
    d_count, d_tax = first.backward(d_factor)
    return np.array([price, d_unit_price, d_count, d_tax])
