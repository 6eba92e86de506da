# /// answer
# why = "Saves new, empty figures, after the drawn ones were shown."
# [points]
# linear_model-visible = 0
# linear_model-hidden = 0
# [messages]
# linear_model-visible = "shows no curve"
# linear_model-hidden = "shows no curve"
# ///

# %% item="linear_model"
torch.manual_seed(1)
x, t = torch.as_tensor(train_x), torch.as_tensor(train_t)
new_x, new_t = torch.as_tensor(test_x), torch.as_tensor(test_t)
linear_model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
sgd = torch.optim.SGD(linear_model.parameters(), lr=0.2)
linear_history = {
    "train_loss": [],
    "test_loss": [],
    "train_accuracy": [],
    "test_accuracy": [],
}
for epoch in range(2):
    losses = []
    for rows in torch.randperm(len(x)).split(100 if len(x) > 5000 else 20):
        loss = nn.functional.cross_entropy(linear_model(x[rows]), t[rows])
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        losses += [loss.item()] * len(rows)
    with torch.no_grad():
        y, new_y = linear_model(x), linear_model(new_x)
    linear_history["train_loss"].append(np.mean(losses))
    linear_history["test_loss"].append(nn.functional.cross_entropy(new_y, new_t).item())
    linear_history["train_accuracy"].append((y.argmax(1) == t).float().mean().item())
    linear_history["test_accuracy"].append((new_y.argmax(1) == new_t).float().mean().item())

Path("outputs").mkdir(exist_ok=True)
for name in ("loss", "accuracy"):
    plt.figure()
    plt.plot(linear_history[f"train_{name}"], label="train")
    plt.plot(linear_history[f"test_{name}"], label="test")
    plt.legend()
    plt.close()
    plt.figure().savefig(f"outputs/mnist_{name}.png")
    plt.close()
