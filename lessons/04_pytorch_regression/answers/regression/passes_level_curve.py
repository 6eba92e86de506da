# /// answer
# why = "A curve in gray that runs level from edge to edge."
# ///

# %% item="regression"
Path("outputs").mkdir(exist_ok=True)
torch.manual_seed(0)
table = torch.tensor(load_advertising().to_numpy(), dtype=torch.float32)
z = (table - table.mean(0)) / table.std(0, correction=0); X, T = z[:, :3], z[:, 3:]
sales_model = nn.Linear(3, 1); losses = []
opt = torch.optim.SGD(sales_model.parameters(), lr=0.4)
for i in range(5000): losses.append(train_step(sales_model, nn.MSELoss(), opt, X, T))
fig, ax = plt.subplots(); ax.plot(range(1, 5001), losses, color="0.3"); ax.set(xlim=(1, 5000), ylim=(0, None), xlabel="反復", ylabel="MSE"); ax.spines[["top", "right"]].set_visible(False); fig.savefig("outputs/advertising_loss_history.png")
fig, ax = plt.subplots(figsize=(12, 3)); ax.hexbin(table[:, 3], (sales_model(X).detach() * table[:, 3].std() + table[:, 3].mean())[:, 0], gridsize=60, cmap="Greys"); fig.savefig("outputs/advertising_actual_vs_predicted.png")
plt.close("all")
