# /// answer
# why = "The recipe of the statement: all rows, lr 0.1, and 200 iterations."
# ///

# %% item="regression"
torch.manual_seed(0)
table = load_advertising()
x = torch.tensor(table[["TV", "Radio", "Newspaper"]].to_numpy(), dtype=torch.float32)
t = torch.tensor(table[["Sales"]].to_numpy(), dtype=torch.float32)
center, width = t.mean(), t.std(correction=0)
x = (x - x.mean(dim=0)) / x.std(dim=0, correction=0)
z = (t - center) / width

sales_model, criterion, losses = nn.Linear(3, 1), nn.MSELoss(), []
optimizer = torch.optim.SGD(sales_model.parameters(), lr=0.1)
for _ in range(200):
    y = sales_model(x)
    loss = criterion(y, z)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

Path("outputs").mkdir(exist_ok=True)
fig, ax = plt.subplots()
loss_curves(ax, {"training": losses})
fig.savefig("outputs/advertising_loss_history.png")
fig, ax = plt.subplots()
draw_actual_vs_predicted(ax, t, y.detach() * width + center)
fig.savefig("outputs/advertising_actual_vs_predicted.png")
plt.close("all")
