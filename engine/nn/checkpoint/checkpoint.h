// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace morphony {

/// The tensors of a file that another program wrote, whatever its format; the content tells which:
///   safetensors, one file or many behind a model.safetensors.index.json;
///   torch.save() of 1.6 and later (a zip) and of before (pickles one after the other);
///   ONNX, the initialisers of its graph, also those kept in files beside it.
/// Nothing in a file is ever executed: of Python's pickles only data is understood, and of what they name to be called
/// only what rebuilds tensors and dictionaries; anything else is passed over as an object of no interest.
///
/// Everything is checked when the file is opened: each tensor lies inside it. The values stay in the file until they are
/// asked for. Const and shared freely between threads; a file must not be changed while it is open.
class Checkpoint {
public:
    struct Tensor {
        std::string type;                 ///< as safetensors names it: "F32", "F16", "BF16", "I64", "BOOL", ...
        std::vector<std::size_t> shape;   ///< empty: a scalar
        std::vector<std::size_t> strides; ///< in elements, one per size
        std::span<const std::byte> bytes; ///< from the first element to the end of the storage

        [[nodiscard]] std::size_t count() const; ///< of elements
    };

    /// Throws EngineError (InputUnreadable) that names the file, what is wrong with it and what was expected.
    explicit Checkpoint(const std::filesystem::path& file);
    ~Checkpoint();
    Checkpoint(const Checkpoint&) = delete;
    Checkpoint& operator=(const Checkpoint&) = delete;

    /// "safetensors", "torch", "legacy torch" or "ONNX".
    [[nodiscard]] const std::string& format() const;
    /// By name; the keys of dictionaries inside dictionaries are joined by points: "best_state.emb.0.weight".
    [[nodiscard]] const std::map<std::string, Tensor>& tensors() const;

    /// Texts of the file's own, by key; safetensors alone has them.
    [[nodiscard]] const std::map<std::string, std::string>& metadata() const;

    /// A tensor's values as floats, row by row, from any floating-point type. Throws EngineError (InputUnreadable) when
    /// there is none of that name, or one of another shape or type; a missing name is given with the nearest that exists.
    [[nodiscard]] std::vector<float> floats(const std::string& name, std::span<const std::size_t> shape) const;
    /// The same of whatever shape it has.
    [[nodiscard]] std::vector<float> floats(const std::string& name) const;

private:
    [[nodiscard]] const Tensor& find(const std::string& name) const;
    [[noreturn]] void fail(const std::string& problem) const;

    std::filesystem::path m_file;
    std::unique_ptr<struct CheckpointContent> m_content;
};

} // namespace morphony
