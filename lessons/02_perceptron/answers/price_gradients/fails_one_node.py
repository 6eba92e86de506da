# /// answer
# why = "Uses one node twice, which forgets its first inputs."
# [points]
# price_gradients-visible = 0
# price_gradients-hidden = 0
# [messages]
# price_gradients-visible = "expected [220"
# price_gradients-hidden = "expected"
# ///

# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    node = Multiply()
    price = node.forward(node.forward(unit_price, count), tax)
    d_goods, d_tax = node.backward(1)
    d_unit_price, d_count = node.backward(d_goods)
    return price, d_unit_price, d_count, d_tax
