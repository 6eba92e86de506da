# /// answer
# why = "The lecture's own run: SGD with lr 0.1 and batches of 100, for ten epochs."
# ///

# %% item="linear_model"
torch.manual_seed(0)
linear_model, criterion = LinearClassifier(), nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(linear_model.parameters(), lr=0.1)
batches = make_loader(train_x, train_t, 100, True, torch.Generator().manual_seed(0))
x, t = torch.as_tensor(train_x), torch.as_tensor(train_t)
new_x, new_t = torch.as_tensor(test_x), torch.as_tensor(test_t)
in_order = list(zip(x.split(1000), t.split(1000), strict=True))
tests = list(zip(new_x.split(1000), new_t.split(1000), strict=True))
linear_history = {"train_loss": [], "test_loss": [], "train_accuracy": [], "test_accuracy": []}
for _ in range(10 if mnist.name == "MNIST" else 20):
    linear_history["train_loss"].append(train_epoch(linear_model, batches, criterion, optimizer))
    linear_history["train_accuracy"].append(evaluate(linear_model, in_order, criterion)[1])
    test_loss, test_accuracy = evaluate(linear_model, tests, criterion)
    linear_history["test_loss"].append(test_loss)
    linear_history["test_accuracy"].append(test_accuracy)

Path("outputs").mkdir(exist_ok=True)
for quantity in ("loss", "accuracy"):
    fig, ax = plt.subplots()
    ax.plot(linear_history[f"train_{quantity}"], label="train")
    ax.plot(linear_history[f"test_{quantity}"], label="test")
    ax.legend()
    fig.savefig(f"outputs/mnist_{quantity}.png")
    plt.close(fig)
