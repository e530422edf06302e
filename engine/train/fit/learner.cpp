// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/fit/learner.h"

#include "core/engine_error.h"
#include "nn/checkpoint/checkpoint.h"
#include "nn/checkpoint/safetensors_writer.h"
#include "nn/torch/open_cuda.h"
#include "train/fit/audio_graph.h"

#include <algorithm>
#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/Parallel.h>
#include <cmath>
#include <deque>
#include <functional>
#include <iterator>
#include <tuple>

namespace morphony {

namespace fs = std::filesystem;

namespace {

using Role = AudioNetTensor::Role;
using Tensors = std::vector<at::Tensor>;

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kAdamEpsilon = 1e-8;

at::Device chosenDevice(const std::string& name) {
    if (name != "auto" && name != "cpu" && name != "cuda") {
        throw EngineError(ErrorKind::BadUsage,
                          "The device \"" + name + "\" is not known; \"auto\", \"cpu\" or \"cuda\" is expected.");
    }
    if (name == "cpu") {
        return at::kCPU;
    }
    const std::string problem = openCuda();
    if (problem.empty() && at::detail::getCUDAHooks().deviceCount() > 0) {
        at::globalContext().setBenchmarkCuDNN(true);
        return at::kCUDA;
    }
    if (name == "cuda") {
        throw EngineError(ErrorKind::MissingResource,
                          "There is no GPU to train on: " + (problem.empty() ? "CUDA finds none" : problem) + ".");
    }
    return at::kCPU;
}

/// Products are taken in bfloat16 while it lives.
class MixedPrecision {
public:
    MixedPrecision(at::Device device, bool on) : m_type(device.type()), m_on(on) {
        if (m_on) {
            at::autocast::set_autocast_dtype(m_type, at::kBFloat16);
            at::autocast::set_autocast_enabled(m_type, true);
        }
    }
    ~MixedPrecision() {
        if (m_on) {
            at::autocast::set_autocast_enabled(m_type, false);
            at::autocast::clear_cache(); // of the weights in bfloat16, which the step changes
        }
    }
    MixedPrecision(const MixedPrecision&) = delete;
    MixedPrecision& operator=(const MixedPrecision&) = delete;

private:
    at::DeviceType m_type;
    bool m_on;
};

bool finite(const at::Tensor& values) { return at::isfinite(values).all().item<bool>(); }

/// Tensors on their way into a file: on the CPU, in rows, alive until it is written.
class TensorList {
public:
    void add(const std::string& name, const at::Tensor& tensor, at::ScalarType type) {
        m_kept.push_back(tensor.detach().to(at::kCPU, type).contiguous());
        const at::Tensor& kept = m_kept.back();
        const auto sizes = kept.sizes();
        m_list.push_back({name,
                          type == at::kHalf ? "F16" : "F32",
                          {sizes.begin(), sizes.end()},
                          {static_cast<const std::byte*>(kept.const_data_ptr()), kept.nbytes()}});
    }
    [[nodiscard]] const std::vector<TensorToWrite>& list() const { return m_list; }

private:
    std::deque<at::Tensor> m_kept;
    std::vector<TensorToWrite> m_list;
};

void copyInto(const at::Tensor& to, const Checkpoint& file, const std::string& name) {
    const std::vector<std::size_t> shape(to.sizes().begin(), to.sizes().end());
    std::vector<float> values = file.floats(name, shape);
    const at::NoGradGuard guard;
    to.copy_(at::from_blob(values.data(), to.sizes(), at::kFloat));
}

} // namespace

struct Learner::Impl {
    Impl(const AudioNetShape& shape, const LearnerOptions& given)
        : options(given), device(chosenDevice(given.device)), graph(shape, given.seed, device),
          average(shape, given.seed, device) {
        for (std::size_t i = 0; i < graph.layout().size(); ++i) {
            average.tensors()[i].set_requires_grad(false);
            if (graph.layout()[i].role == Role::Statistic) {
                continue;
            }
            Group& group = graph.layout()[i].role == Role::Weight ? decayed : undecayed;
            group.names.push_back(graph.layout()[i].name);
            group.weights.push_back(graph.tensors()[i]);
            group.means.push_back(at::zeros_like(graph.tensors()[i]));
            group.squares.push_back(at::zeros_like(graph.tensors()[i]));
            group.steps.push_back(at::zeros({}, at::TensorOptions(device).dtype(at::kFloat)));
        }
    }

    /// Tensors that AdamW treats alike.
    struct Group {
        std::vector<std::string> names;
        Tensors weights;
        Tensors means;   ///< of the gradients
        Tensors squares; ///< means of their squares
        Tensors steps;

        [[nodiscard]] Tensors gradients() const {
            Tensors list;
            std::ranges::transform(weights, std::back_inserter(list), [](const at::Tensor& each) { return each.grad(); });
            return list;
        }
        void update(double learningRate, double decay) {
            at::_foreach_add_(steps, 1); // which are for its correction of the first means
            at::_fused_adamw_(weights, gradients(), means, squares, {}, steps, learningRate, kBeta1, kBeta2, decay,
                              kAdamEpsilon, false, false);
        }
    };

    [[nodiscard]] bool mixed() const {
        return options.precision == "bfloat16" || (options.precision == "auto" && device.is_cuda());
    }
    [[nodiscard]] at::Tensor input(std::span<const float> mel) const {
        constexpr auto kFrames = static_cast<std::int64_t>(AudioNetShape::kPatchFrames);
        constexpr auto kBands = static_cast<std::int64_t>(AudioNetShape::kBands);
        const auto patches = static_cast<std::int64_t>(mel.size()) / (kFrames * kBands);
        return at::from_blob(const_cast<float*>(mel.data()), {patches, kFrames, kBands}, at::kFloat).to(device);
    }
    [[nodiscard]] AudioGraph::Outputs forward(const at::Tensor& mel, const AudioGraph::Observer& observer = {}) const {
        at::manual_seed(options.seed * 0x9E3779B97F4A7C15ULL + steps); // of what is dropped
        return graph.forward(mel, true, options.dropout, observer);
    }

    [[noreturn]] void tellLayer(const TagBatch& batch) const {
        std::string layer;
        const at::NoGradGuard guard;
        std::ignore = forward(input(batch.mel), [&](const std::string& name, const at::Tensor& values) {
            if (layer.empty() && !finite(values)) {
                layer = "what the layer " + name + " gives";
            }
        });
        for (std::size_t i = graph.layout().size(); layer.empty() && i-- > 0;) {
            const at::Tensor& gradient = graph.tensors()[i].grad();
            if (gradient.defined() && !finite(gradient)) {
                layer = "the gradient of " + graph.layout()[i].name;
            }
        }
        throw EngineError(ErrorKind::Internal, "Training stopped in step " + std::to_string(steps + 1) + ": " +
                                                   (layer.empty() ? "the loss" : layer) +
                                                   " is not finite; a lower learning_rate or clip_norm may help.");
    }

    /// Of all of them together; they are shortened to the most that is allowed.
    [[nodiscard]] at::Tensor clip() {
        Tensors gradients = decayed.gradients();
        std::ranges::copy(undecayed.gradients(), std::back_inserter(gradients));
        const at::Tensor norm = at::stack(at::_foreach_norm(gradients)).norm();
        at::_foreach_mul_(gradients, at::clamp_max(options.clipNorm / (norm + 1e-6), 1.0));
        return norm;
    }

    /// The average begins as the mean of all steps and becomes a moving one.
    void follow() {
        const auto done = static_cast<double>(steps);
        const double decay = std::min(options.averageDecay, (1.0 + done) / (10.0 + done));
        const at::NoGradGuard guard;
        at::_foreach_lerp_(average.tensors(), graph.tensors(), 1.0 - decay);
    }

    void forgetGradients() {
        for (const at::Tensor& tensor : graph.tensors()) {
            tensor.mutable_grad() = at::Tensor();
        }
    }

    /// Every tensor of the training with its name in the file.
    void forAll(const std::function<void(const std::string&, const at::Tensor&)>& use) const {
        for (std::size_t i = 0; i < graph.layout().size(); ++i) {
            use("network." + graph.layout()[i].name, graph.tensors()[i]);
            use("average." + graph.layout()[i].name, average.tensors()[i]);
        }
        for (const Group* group : {&decayed, &undecayed}) {
            for (std::size_t i = 0; i < group->names.size(); ++i) {
                use("mean." + group->names[i], group->means[i]);
                use("square." + group->names[i], group->squares[i]);
                use("steps." + group->names[i], group->steps[i]);
            }
        }
    }

    LearnerOptions options;
    at::Device device;
    AudioGraph graph;
    AudioGraph average;
    Group decayed;
    Group undecayed;
    std::uint64_t steps = 0;
};

Learner::Learner(const AudioNetShape& shape, const LearnerOptions& options) {
    if (options.threads > 0) {
        at::set_num_threads(static_cast<int>(options.threads));
    }
    m_impl = std::make_unique<Impl>(shape, options);
}

Learner::~Learner() = default;

std::string Learner::deviceName() const {
    const std::string threads = m_impl->device.is_cuda() ? "" : ", " + std::to_string(at::get_num_threads()) + " threads";
    return m_impl->device.str() + ", " + (m_impl->mixed() ? "bfloat16" : "float32") + threads;
}

std::uint64_t Learner::steps() const { return m_impl->steps; }

void Learner::setInput(std::span<const float> mean, std::span<const float> scale) {
    const auto set = [](const at::Tensor& to, std::span<const float> from) {
        to.copy_(at::from_blob(const_cast<float*>(from.data()), {static_cast<std::int64_t>(from.size())}, at::kFloat));
    };
    for (const AudioGraph* graph : {&m_impl->graph, &m_impl->average}) {
        set(graph->tensors()[0], mean); // the first two of the layout
        set(graph->tensors()[1], scale);
    }
}

StepResult Learner::step(const TagBatch& batch, double learningRate) {
    Impl& impl = *m_impl;
    AudioGraph::Outputs outputs;
    {
        const MixedPrecision precision(impl.device, impl.mixed());
        outputs = impl.forward(impl.input(batch.mel));
    }
    const at::Tensor loss = tagLoss(outputs, batch, impl.options.retrieval);
    loss.backward();
    const at::Tensor norm = impl.clip();
    const StepResult result{loss.item<double>(), norm.item<double>()};
    if (!std::isfinite(result.loss) || !std::isfinite(result.gradientNorm)) {
        impl.tellLayer(batch);
    }
    impl.decayed.update(learningRate, impl.options.weightDecay);
    impl.undecayed.update(learningRate, 0.0);
    impl.forgetGradients();
    impl.follow();
    ++impl.steps;
    return result;
}

TagOutputs Learner::run(std::span<const float> mel) const {
    const at::NoGradGuard guard;
    const AudioGraph::Outputs outputs = m_impl->average.forward(m_impl->input(mel), false, 0.0);
    const auto values = [](const at::Tensor& tensor) {
        const at::Tensor rows = tensor.to(at::kCPU).contiguous();
        return std::vector<float>(rows.const_data_ptr<float>(), rows.const_data_ptr<float>() + rows.numel());
    };
    return {values(outputs.embedding), values(outputs.families), values(outputs.instruments)};
}

void Learner::save(const fs::path& file, const Metadata& metadata) const {
    TensorList tensors;
    m_impl->forAll([&](const std::string& name, const at::Tensor& tensor) { tensors.add(name, tensor, at::kFloat); });
    Metadata all = metadata;
    all["steps"] = std::to_string(m_impl->steps);
    writeSafetensors(file, tensors.list(), all);
}

Learner::Metadata Learner::load(const fs::path& file) {
    const Checkpoint checkpoint(file);
    const auto steps = checkpoint.metadata().find("steps");
    if (steps == checkpoint.metadata().end()) {
        throw EngineError(ErrorKind::InputUnreadable,
                          "The file " + file.string() +
                              " is no state of a training: it does not say how many steps were done.");
    }
    m_impl->forAll([&](const std::string& name, const at::Tensor& tensor) { copyInto(tensor, checkpoint, name); });
    m_impl->steps = std::stoull(steps->second);
    return checkpoint.metadata();
}

void Learner::writeWeights(const fs::path& file, const Metadata& metadata) const {
    TensorList tensors;
    for (std::size_t i = 0; i < m_impl->average.layout().size(); ++i) {
        const AudioNetTensor& about = m_impl->average.layout()[i];
        tensors.add(about.name, m_impl->average.tensors()[i], about.role == Role::Weight ? at::kHalf : at::kFloat);
    }
    writeSafetensors(file, tensors.list(), metadata);
}

void Learner::readWeights(const fs::path& file) {
    const Checkpoint checkpoint(file);
    for (const AudioGraph* graph : {&m_impl->graph, &m_impl->average}) {
        for (std::size_t i = 0; i < graph->layout().size(); ++i) {
            copyInto(graph->tensors()[i], checkpoint, graph->layout()[i].name);
        }
    }
}

} // namespace morphony
