# /// answer
# why = "Adam with the learning rate that the statement names for it, for the 3 epochs of the statement."
# ///

# %% item="linear_model"
torch.manual_seed(0)
linear_model, criterion = LinearClassifier(), nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(linear_model.parameters(), lr=0.001)
batches = make_loader(train_x, train_t, 100, True, torch.Generator().manual_seed(0))
tests = make_loader(test_x, test_t, 1000, False, None)
linear_history = {"train_loss": [], "test_loss": [], "train_accuracy": [], "test_accuracy": []}
for _ in range(3 if mnist.name == "MNIST" else 20):
    linear_history["train_loss"].append(train_epoch(linear_model, batches, criterion, optimizer))
    linear_history["train_accuracy"].append(evaluate(linear_model, batches, criterion)[1])
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
