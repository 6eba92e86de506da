# /// answer
# why = "Sends 1 into both nodes."
# [points]
# price_gradients-visible = 0
# price_gradients-hidden = 0
# [messages]
# price_gradients-visible = "The first node was sent 1"
# price_gradients-hidden = "The first node was sent 1"
# ///

# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    goods, taxed = Multiply(), Multiply()
    price = taxed.forward(goods.forward(unit_price, count), tax)
    d_goods, d_tax = taxed.backward(1)
    d_unit_price, d_count = goods.backward(1)
    return price, d_unit_price, d_count, d_tax
