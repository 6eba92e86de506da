# /// answer
# why = "Asks for the place of the smallest loss as only a list can tell it."
# [points]
# overfitting-visible = 0
# overfitting-hidden = 0
# [messages]
# overfitting-visible = "'numpy.ndarray' object has no attribute 'index'"
# overfitting-hidden = "'numpy.ndarray' object has no attribute 'index'"
# ///

# %% item="overfitting"
def best_epoch(history):
    return history["test_loss"].index(min(history["test_loss"]))


torch.manual_seed(2)
x, t = torch.as_tensor(train_x[:1000]), torch.as_tensor(train_t[:1000])
new_x, new_t = torch.as_tensor(test_x), torch.as_tensor(test_t)
network = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
steps = torch.optim.Adam(network.parameters(), lr=0.01)
overfit_history = {"train_loss": [], "test_loss": []}
for epoch in range(10):
    losses = []
    for rows in torch.randperm(1000).split(50):
        loss = nn.functional.cross_entropy(network(x[rows]), t[rows])
        steps.zero_grad()
        loss.backward()
        steps.step()
        losses.append(loss.item())
    overfit_history["train_loss"].append(sum(losses) / len(losses))
    with torch.no_grad():
        test_loss = nn.functional.cross_entropy(network(new_x), new_t)
    overfit_history["test_loss"].append(test_loss.item())
