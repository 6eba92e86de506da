# /// answer
# why = "Writes the derivatives down, without nodes."
# ///

# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    d_tax = unit_price * count
    return [d_tax * tax, count * tax, unit_price * tax, d_tax]
