# /// answer
# why = "The lecture's own run: SGD, lr 0.1, batches of 100, 200 epochs; on tensors, to be fast."
# ///

# %% item="overfitting"
def best_epoch(history):
    return int(np.argmin(history["test_loss"]))


torch.manual_seed(0)
few_model, criterion = MLP(), nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(few_model.parameters(), lr=0.1)
x, t = torch.as_tensor(train_x[:1000]), torch.as_tensor(train_t[:1000])
new_x, new_t = torch.as_tensor(test_x), torch.as_tensor(test_t)
overfit_history = {"train_loss": [], "test_loss": []}
for _ in range(200):
    losses = []
    for rows in torch.randperm(1000).split(100):
        loss = criterion(few_model(x[rows]), t[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    overfit_history["train_loss"].append(sum(losses) / len(losses))
    with torch.no_grad():
        overfit_history["test_loss"].append(criterion(few_model(new_x), new_t).item())
