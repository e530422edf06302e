// SPDX-License-Identifier: GPL-3.0-or-later
// The sentence encoder against transformers 5.23.0 with torch 2.15.0 (sentence-transformers 6.2.0 gives the same within
// 1.2e-7), see tests/data/make_minilm_reference.py.
#include "nn/minilm/minilm.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <QTest>

using namespace morphony;

class TestMiniLm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        std::ifstream stream(MORPHONY_TEST_DATA "/minilm_reference.json");
        const auto json = nlohmann::json::parse(stream);
        for (const auto& entry : json.at("texts")) {
            m_texts.push_back(entry.at("text").get<std::string>());
            m_pieces.push_back(entry.at("pieces").get<std::vector<std::uint32_t>>());
        }
        m_rows.resize(m_texts.size() * MiniLm::kFeatures);
        std::ifstream rows(MORPHONY_TEST_DATA "/minilm_reference.f32", std::ios::binary);
        rows.read(reinterpret_cast<char*>(m_rows.data()), static_cast<std::streamsize>(m_rows.size() * sizeof(float)));
        QVERIFY(rows.good());
        QVERIFY(m_texts.size() >= 20);
    }

    void cutsTextsLikeTheReference() {
        const WordPieces pieces(openModel("minilm").metadata("vocabulary"));
        for (std::size_t i = 0; i < m_texts.size(); ++i) {
            QVERIFY2(pieces.encode(m_texts[i], MiniLm::kMostPieces) == m_pieces[i], m_texts[i].c_str());
        }
    }

    void embedsTextsLikeTheReference() {
        const MiniLm encoder(openModel("minilm"));
        const std::vector<float> rows = encoder.embed(m_texts);
        double worst = 0.0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            worst = std::max(worst, static_cast<double>(std::abs(rows[i] - m_rows[i])));
        }
        qInfo("largest difference to the reference: %.2g", worst);
        QVERIFY(worst < 1e-4); // single precision in another order of sums gives some 1e-6
        // a text's vector does not depend on the texts beside it
        const std::vector<float> alone = encoder.embed(std::span(m_texts).last(1));
        for (std::size_t i = 0; i < alone.size(); ++i) {
            QVERIFY(std::abs(alone[i] - rows[rows.size() - alone.size() + i]) < 1e-6F);
        }
    }

private:
    std::vector<std::string> m_texts;
    std::vector<std::vector<std::uint32_t>> m_pieces;
    std::vector<float> m_rows;
};

QTEST_GUILESS_MAIN(TestMiniLm)
#include "test_minilm.moc"
