# /// answer
# why = "Prints the result and returns nothing."
# [points]
# gradient_step-visible = 0
# gradient_step-hidden = 0
# [messages]
# gradient_step-visible = "is a return statement missing"
# gradient_step-hidden = "is a return statement missing"
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    print(x - lr * grad)
