# /// answer
# why = "The recipe of the statement with batches of 100."
# ///

# %% item="and_network"
def draw_batch(k, generator):
    inputs = torch.randint(0, 2, (k, 2), generator=generator).float()
    true = inputs.prod(dim=1, keepdim=True)
    return inputs, torch.cat([1 - true, true], dim=1)


torch.manual_seed(0)
generator = torch.Generator().manual_seed(0)
and_model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 2), nn.Sigmoid())
optimizer = torch.optim.Adam(and_model.parameters(), lr=0.1)
for _ in range(1000):
    inputs, labels = draw_batch(100, generator)
    loss = nn.functional.mse_loss(and_model(inputs), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
