# /// answer
# why = "Divides the price by each input, which fails at 0."
# [points]
# price_gradients-hidden = 0
# [messages]
# price_gradients-hidden = "division by zero"
# ///

# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    price = unit_price * count * tax
    return price, price / unit_price, price / count, price / tax
