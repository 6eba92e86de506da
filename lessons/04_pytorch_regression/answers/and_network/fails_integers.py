# /// answer
# why = "Leaves the batch in integers and turns it into floats in the loop."
# [points]
# and_network-visible = 0
# and_network-hidden = 0
# [messages]
# and_network-visible = "torch.int64"
# and_network-hidden = "torch.int64"
# ///

# %% item="and_network"
def draw_batch(k, generator):
    inputs = torch.randint(0, 2, (k, 2), generator=generator)
    labels = nn.functional.one_hot(inputs.prod(dim=1), num_classes=2)
    return inputs, labels


torch.manual_seed(0)
generator = torch.Generator().manual_seed(0)
and_model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid(), nn.Linear(2, 2), nn.Sigmoid())
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(and_model.parameters(), lr=0.1)
for _ in range(1000):
    inputs, labels = draw_batch(8, generator)
    loss = criterion(and_model(inputs.float()), labels.float())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
