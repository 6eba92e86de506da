# /// answer
# why = "Losses are sums over the rows."
# [points]
# regression-visible = 0
# regression-hidden = 0
# [messages]
# regression-visible = "not their mean"
# regression-hidden = "not their mean"
# ///

# %% item="regression"
torch.manual_seed(0)
table = load_advertising().to_numpy()
scaled = (table - table.mean(axis=0)) / table.std(axis=0)
x = torch.tensor(scaled[:, :3], dtype=torch.float32)
t = torch.tensor(scaled[:, 3:], dtype=torch.float32)

sales_model = nn.Linear(3, 1)
criterion = nn.MSELoss(reduction="sum")
optimizer = torch.optim.SGD(sales_model.parameters(), lr=0.0005)
losses = []
for _ in range(200):
    loss = criterion(sales_model(x), t)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

Path("outputs").mkdir(exist_ok=True)
fig, ax = plt.subplots()
ax.plot(losses)
fig.savefig("outputs/advertising_loss_history.png")
plt.close(fig)

predicted = sales_model(x).detach().numpy() * table[:, 3].std() + table[:, 3].mean()
fig, ax = plt.subplots()
ax.scatter(table[:, 3], predicted)
fig.savefig("outputs/advertising_actual_vs_predicted.png")
plt.close(fig)
