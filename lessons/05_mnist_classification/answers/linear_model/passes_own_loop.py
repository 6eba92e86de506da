# /// answer
# why = "A loop of its own on tensors, without loaders; arrays as history."
# ///

# %% item="linear_model"
torch.manual_seed(3)
linear_model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
sgd = torch.optim.SGD(linear_model.parameters(), lr=0.1, momentum=0.9)
x, t = torch.as_tensor(train_x), torch.as_tensor(train_t)
new_x, new_t = torch.as_tensor(test_x), torch.as_tensor(test_t)
num_epochs, size = 2, 250 if len(x) > 5000 else 20
names = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
linear_history = {name: np.zeros(num_epochs) for name in names}
for epoch in range(num_epochs):
    order = torch.randperm(len(x))
    for rows in order.split(size):
        loss = nn.functional.cross_entropy(linear_model(x[rows]), t[rows])
        linear_history["train_loss"][epoch] += loss.item() * len(rows) / len(x)
        sgd.zero_grad()
        loss.backward()
        sgd.step()
    with torch.no_grad():
        y, new_y = linear_model(x), linear_model(new_x)
        linear_history["test_loss"][epoch] = nn.functional.cross_entropy(new_y, new_t)
        linear_history["train_accuracy"][epoch] = (y.argmax(1) == t).float().mean()
        linear_history["test_accuracy"][epoch] = (new_y.argmax(1) == new_t).float().mean()

Path("outputs").mkdir(exist_ok=True)
for name in ("loss", "accuracy"):
    plt.figure()
    plt.plot(linear_history[f"train_{name}"], label="train")
    plt.plot(linear_history[f"test_{name}"], label="test")
    plt.legend()
    plt.savefig(f"outputs/mnist_{name}.png")
    plt.close()
