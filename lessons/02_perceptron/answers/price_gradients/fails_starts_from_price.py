# /// answer
# why = "Sends the price back instead of 1."
# [points]
# price_gradients-visible = 0
# price_gradients-hidden = 0
# [messages]
# price_gradients-visible = "with respect to itself"
# price_gradients-hidden = "expected"
# ///

# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    goods, taxed = Multiply(), Multiply()
    price = taxed.forward(goods.forward(unit_price, count), tax)
    d_goods, d_tax = taxed.backward(price)
    return price, *goods.backward(d_goods), d_tax
