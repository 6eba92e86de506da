# /// answer
# why = "Losses above 100 are never taken."
# [points]
# overfitting-hidden = 0
# [messages]
# overfitting-hidden = "expected"
# ///

# %% item="overfitting"
def best_epoch(history):
    best, least = 0, 100.0
    for epoch, loss in enumerate(history["test_loss"]):
        if loss < least:
            best, least = epoch, loss
    return best


def fit_few(num_epochs):
    model, criterion = MLP(), nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    train_loader = make_loader(train_x[:1000], train_t[:1000], 50, True, None)
    test_loader = make_loader(test_x, test_t, 500, False, None)
    history = {"train_loss": [], "test_loss": []}
    for _ in range(num_epochs):
        history["train_loss"].append(train_epoch(model, train_loader, criterion, optimizer))
        history["test_loss"].append(evaluate(model, test_loader, criterion)[0])
    return history


overfit_history = fit_few(num_epochs=30)
