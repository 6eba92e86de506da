# /// answer
# why = "Computes with NumPy: the graph is lost."
# [points]
# by_hand-hidden = 0
# [messages]
# by_hand-hidden = "backward() does not reach"
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    return x @ weight.T + bias


def mse_by_hand(y, t):
    difference = y.detach().numpy() - t.numpy()
    return torch.tensor((difference**2).mean())
