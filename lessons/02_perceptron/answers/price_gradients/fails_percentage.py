# /// answer
# why = "Takes a large tax factor for a percentage."
# [points]
# price_gradients-hidden = 0
# [messages]
# price_gradients-hidden = "price_gradients("
# ///

# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    if tax > 2: tax = 1 + tax / 100
    return unit_price * count * tax, count * tax, unit_price * tax, unit_price * count
