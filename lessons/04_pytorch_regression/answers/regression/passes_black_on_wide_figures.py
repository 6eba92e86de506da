# /// answer
# why = "Figures for print: wide and flat, black, without a grid."
# ///

# %% item="regression"
sales_model = None
losses = None
Path("outputs").mkdir(exist_ok=True)
torch.manual_seed(0)
frame = load_advertising()
x = torch.tensor(frame.iloc[:, :3].to_numpy(), dtype=torch.float32)
t = torch.tensor(frame.iloc[:, 3:].to_numpy(), dtype=torch.float32)
centre, spread = t.mean(), t.std()
x, t = (x - x.mean(dim=0)) / x.std(dim=0), (t - centre) / spread

sales_model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(sales_model.parameters(), lr=0.1)
losses = [train_step(sales_model, nn.MSELoss(), optimizer, x, t) for _ in range(300)]

fig, ax = plt.subplots(figsize=(11, 2.8))
ax.plot(losses, "k-", linewidth=1)
ax.grid(False)
fig.savefig("outputs/advertising_loss_history.png")
with torch.no_grad():
    predicted = sales_model(x) * spread + centre
fig, ax = plt.subplots(figsize=(11, 2.8))
ax.plot(t * spread + centre, predicted, "k.")
ax.grid(False)
fig.savefig("outputs/advertising_actual_vs_predicted.png")
