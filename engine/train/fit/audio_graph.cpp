// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/fit/audio_graph.h"

#include "core/seeded_random.h"

#include <algorithm>
#include <ATen/ATen.h>
#include <cmath>

namespace morphony {

namespace {

constexpr double kStatisticsMomentum = 0.1; // of the running statistics, per step
constexpr double kTemperature = 0.1;        // of the similarities of embeddings
constexpr double kLabelSmoothing = 0.05;

using Role = AudioNetTensor::Role;

/// Normal weights whose layer keeps the variance of what goes through ReLU.
std::vector<float> drawn(const std::vector<std::size_t>& shape, SeededRandom& random) {
    std::size_t fanIn = 1;
    for (std::size_t axis = 1; axis < shape.size(); ++axis) {
        fanIn *= shape[axis];
    }
    const double deviation = std::sqrt(2.0 / static_cast<double>(fanIn));
    std::vector<float> values(shape[0] * fanIn);
    std::ranges::generate(values, [&] { return static_cast<float>(deviation * random.normal()); });
    return values;
}

at::Tensor initial(const AudioNetTensor& about, SeededRandom& random) {
    const std::vector<std::int64_t> sizes(about.shape.begin(), about.shape.end());
    if (about.role == Role::Weight) {
        std::vector<float> values = drawn(about.shape, random);
        return at::from_blob(values.data(), sizes, at::kFloat).clone();
    }
    const bool ones =
        about.name.ends_with(".norm.weight") || about.name.ends_with(".variance") || about.name == "input.scale";
    return ones ? at::ones(sizes, at::kFloat) : at::zeros(sizes, at::kFloat);
}

at::Tensor retrievalLoss(const at::Tensor& embedding) {
    const std::int64_t count = embedding.size(0);
    const at::Tensor itself = at::eye(count, embedding.options().dtype(at::kBool));
    const at::Tensor alike = (at::matmul(embedding, embedding.t()).to(at::kFloat) / kTemperature).masked_fill(itself, -1e9);
    const at::Tensor partner = at::arange(count, embedding.options().dtype(at::kLong)).bitwise_xor(at::Scalar(1));
    return at::cross_entropy_loss(alike, partner);
}

} // namespace

AudioGraph::AudioGraph(const AudioNetShape& shape, std::uint64_t seed, at::Device device)
    : m_shape(shape), m_layout(audioNetTensors(shape)) {
    SeededRandom random(seed, 0);
    for (const AudioNetTensor& about : m_layout) {
        const at::Tensor tensor = initial(about, random).to(device);
        m_tensors.push_back(tensor.set_requires_grad(about.role != Role::Statistic));
    }
}

const at::Tensor& AudioGraph::tensor(const std::string& name) const {
    const auto found = std::ranges::find(m_layout, name, &AudioNetTensor::name);
    return m_tensors.at(static_cast<std::size_t>(found - m_layout.begin()));
}

at::Tensor AudioGraph::convolution(const at::Tensor& in, const std::string& name, bool training) const {
    const at::Tensor planes = at::conv2d(in, tensor(name + ".weight"), {}, 1, 1);
    const std::string norm = name + ".norm.";
    return at::relu(at::batch_norm(planes, tensor(norm + "weight"), tensor(norm + "bias"), tensor(norm + "mean"),
                                   tensor(norm + "variance"), training, kStatisticsMomentum, AudioNetShape::kNormEpsilon,
                                   true));
}

at::Tensor AudioGraph::dense(const at::Tensor& in, const std::string& name) const {
    return at::linear(in, tensor(name + ".weight"), tensor(name + ".bias"));
}

AudioGraph::Outputs AudioGraph::forward(const at::Tensor& mel, bool training, double dropout,
                                        const Observer& observer) const {
    const auto seen = [&](const std::string& layer, const at::Tensor& values) {
        if (observer) {
            observer(layer, values);
        }
    };
    at::Tensor planes = ((mel - tensor("input.mean")) * tensor("input.scale")).unsqueeze(1);
    planes = planes.contiguous(at::MemoryFormat::ChannelsLast);
    seen("input", planes);
    for (std::size_t block = 0; block < AudioNetShape::kConvolutions.size(); ++block) {
        for (std::size_t i = 0; i < AudioNetShape::kConvolutions[block]; ++i) {
            const std::string name = audioNetConvolution(block, i);
            planes = convolution(planes, name, training);
            seen(name, planes);
        }
        planes = at::max_pool2d(planes, {2, 2});
    }
    const at::Tensor pooled = at::cat({planes.mean(2).flatten(1), planes.amax(2).flatten(1)}, 1);
    const at::Tensor units = at::dropout(at::relu(dense(pooled, "dense1")), dropout, training);
    seen("dense1", units);
    const at::Tensor raw = dense(units, "dense2");
    seen("dense2", raw);
    const at::Tensor tags = dense(at::dropout(at::relu(raw), dropout, training), "dense3").to(at::kFloat);
    seen("dense3", tags);
    const at::Tensor embedding = raw.to(at::kFloat);
    const auto families = static_cast<std::int64_t>(m_shape.families);
    return {embedding / (embedding.norm(2, 1, true) + 1e-12), tags.narrow(1, 0, families),
            tags.narrow(1, families, static_cast<std::int64_t>(m_shape.instruments))};
}

at::Tensor tagLoss(const AudioGraph::Outputs& outputs, const TagBatch& batch, double retrieval) {
    const auto count = static_cast<std::int64_t>(batch.patches);
    const at::Device device = outputs.families.device();
    // from_blob() borrows, and wants what it may write to
    const auto onDevice = [&](const auto& values, at::IntArrayRef sizes, at::ScalarType type) {
        return at::from_blob(const_cast<void*>(static_cast<const void*>(values.data())), sizes, type).to(device);
    };
    at::Tensor loss = 0.0 * (outputs.families.sum() + outputs.instruments.sum()); // has a gradient, whatever is labelled
    const at::Tensor family = onDevice(batch.family, {count}, at::kLong);
    const auto labelled = std::ranges::count_if(batch.family, [](std::int64_t each) { return each >= 0; });
    if (labelled > 0) {
        loss = loss + at::cross_entropy_loss(outputs.families, family, {}, at::Reduction::Sum, -1, kLabelSmoothing) /
                          static_cast<double>(labelled);
    }
    const at::Tensor known = onDevice(batch.instrumentsKnown, {count, 1}, at::kFloat);
    const auto heard = std::ranges::count(batch.instrumentsKnown, 1.0F);
    if (heard > 0 && outputs.instruments.size(1) > 0) {
        const at::Tensor wanted = onDevice(batch.instruments, outputs.instruments.sizes(), at::kFloat);
        const at::Tensor each =
            at::binary_cross_entropy_with_logits(outputs.instruments, wanted, {}, {}, at::Reduction::None);
        loss = loss + (each * known).sum() / static_cast<double>(heard * outputs.instruments.size(1));
    }
    return retrieval > 0.0 ? loss + retrieval * retrievalLoss(outputs.embedding) : loss;
}

} // namespace morphony
