// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme.h"

#include "ui/style_sheet.h"

#include <QFontDatabase>
#include <QGuiApplication>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

#include <cmath>

// The icons live in a static library: the linker drops them unless their initialiser is named, outside any namespace.
static void initIcons() { Q_INIT_RESOURCE(morphony); }

namespace morphony {
namespace {

const char* const kFamilies[] = {"Inter", "Noto Sans"};

QString interfaceFamily() {
    static const QString family = [] {
        const QStringList known = QFontDatabase::families();
        for (const char* name : kFamilies) {
            if (known.contains(QLatin1String(name))) {
                return QString::fromLatin1(name);
            }
        }
        return QGuiApplication::font().family();
    }();
    return family;
}

bool systemIsDark() {
    const QPalette palette = QGuiApplication::palette();
    return palette.color(QPalette::WindowText).lightness() > palette.color(QPalette::Window).lightness();
}

double linearChannel(double value) { return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); }

double gammaChannel(double value) {
    const double clipped = std::clamp(value, 0.0, 1.0);
    return clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * std::pow(clipped, 1.0 / 2.4) - 0.055;
}

double luminance(const QColor& color) {
    return 0.2126 * linearChannel(color.redF()) + 0.7152 * linearChannel(color.greenF()) +
           0.0722 * linearChannel(color.blueF());
}

double hueOf(LaneRole role) {
    switch (role) {
    case LaneRole::Source:
        return 190.0;
    case LaneRole::Style:
        return 68.0;
    case LaneRole::Take:
        return 296.0;
    }
    return 0.0;
}

} // namespace

const Palette& darkPalette() {
    static const Palette palette{true,      "#14171C", "#1A1E25", "#0F1216", "#262B34", "#303642", "#2A303A",
                                 "#6E7787", "#EBEEF3", "#B4BCC9", "#8E97A6", "#48CFC8", "#EFAB5C", "#B8A0F7",
                                 "#101318", "#FFFFFF", "#C9D6FF", "#6CCD83", "#EBD14D", "#FB817C", QColor(11, 13, 16, 115)};
    return palette;
}

const Palette& lightPalette() {
    static const Palette palette{
        false,     "#ECEEF1", "#F8F9FA", "#FFFFFF", "#E3E6EA", "#D6DAE0", "#D3D7DE",
        "#7C8594", "#1A1E25", "#454D5A", "#5E6775", "#007374", "#985611", "#6B48B8",
        "#FFFFFF", "#14171C", "#3B4FC4", "#137738", "#8A6E08", "#B32325", QColor(221, 224, 229, 115)};
    return palette;
}

QColor oklch(double lightness, double chroma, double hue) {
    const double radians = hue * M_PI / 180.0;
    const double a = chroma * std::cos(radians);
    const double b = chroma * std::sin(radians);
    const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3.0);
    const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3.0);
    const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3.0);
    return QColor::fromRgbF(static_cast<float>(gammaChannel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)),
                            static_cast<float>(gammaChannel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)),
                            static_cast<float>(gammaChannel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)));
}

double contrastRatio(const QColor& a, const QColor& b) {
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

Theme::Theme(QObject* parent) : QObject(parent), m_palette(&darkPalette()) { initIcons(); }

void Theme::setMode(ThemeMode mode) {
    m_mode = mode;
    const bool dark = mode == ThemeMode::Dark || (mode == ThemeMode::System && systemIsDark());
    m_palette = dark ? &darkPalette() : &lightPalette();
    m_icons.clear();
    Q_EMIT changed();
}

QColor Theme::role(LaneRole role) const {
    switch (role) {
    case LaneRole::Source:
        return m_palette->source;
    case LaneRole::Style:
        return m_palette->style;
    case LaneRole::Take:
        return m_palette->take;
    }
    return m_palette->text;
}

QFont Theme::font(int pixels, int weight) {
    static const bool display = QFontDatabase::families().contains(QLatin1String("Inter Display"));
    // Inter's cut for large sizes is drawn closer.
    QFont font(display && pixels >= 26 ? QStringLiteral("Inter Display") : interfaceFamily());
    font.setPixelSize(pixels);
    font.setWeight(static_cast<QFont::Weight>(weight));
    return font;
}

QPixmap Theme::icon(const QString& name, int size, const QColor& color, qreal ratio) const {
    const int pixels = qRound(size * ratio);
    const QString key = name + QLatin1Char('/') + QString::number(pixels) + color.name(QColor::HexArgb);
    auto found = m_icons.constFind(key);
    if (found == m_icons.constEnd()) {
        QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        QSvgRenderer renderer(QStringLiteral(":/icons/%1.svg").arg(name));
        renderer.render(&painter);
        if (color.alpha() > 0) {
            painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
            painter.fillRect(image.rect(), color);
        }
        painter.end();
        QPixmap pixmap = QPixmap::fromImage(image);
        pixmap.setDevicePixelRatio(ratio);
        found = m_icons.insert(key, pixmap);
    }
    return *found;
}

QIcon Theme::buttonIcon(const QString& name) const {
    QIcon icon;
    for (const int scale : {1, 2, 3}) {
        icon.addPixmap(icon20(name, m_palette->text2, scale), QIcon::Normal, QIcon::Off);
        icon.addPixmap(icon20(name, m_palette->text, scale), QIcon::Normal, QIcon::On);
        icon.addPixmap(icon20(name, m_palette->text3, scale), QIcon::Disabled, QIcon::Off);
        icon.addPixmap(icon20(name, m_palette->text3, scale), QIcon::Disabled, QIcon::On);
    }
    return icon;
}

QIcon Theme::tintedIcon(const QString& name, const QColor& color) const {
    QIcon icon;
    for (const int scale : {1, 2, 3}) {
        icon.addPixmap(icon20(name, color, scale));
        icon.addPixmap(icon20(name, m_palette->text3, scale), QIcon::Disabled);
    }
    return icon;
}

QPixmap Theme::icon20(const QString& name, const QColor& color, int scale) const { return icon(name, 20, color, scale); }

QString Theme::styleSheet() const { return styleSheetFor(*m_palette, interfaceFamily()); }

QColor Theme::dialColor(double at) const {
    // From the source's hue over the take's to the style's (68 degrees, written 428 to go the short way round).
    const double hue = at < 0.5 ? 190.0 + (296.0 - 190.0) * at * 2.0 : 296.0 + (428.0 - 296.0) * (at - 0.5) * 2.0;
    return m_palette->dark ? oklch(0.78, 0.12, hue) : oklch(0.54, 0.125, hue);
}

QList<QRgb> Theme::levelColors(LaneRole role) const {
    const double from = m_palette->dark ? 0.165 : 0.995;
    const double to = m_palette->dark ? 0.965 : 0.315;
    QList<QRgb> colors;
    colors.reserve(256);
    for (int i = 0; i < 256; ++i) {
        const double level = i / 255.0;
        // Chroma is greatest in the middle: at the ends of the lightness range the gamut has no room for it.
        const double chroma = 0.13 * std::sin(M_PI * level);
        colors.append(oklch(from + (to - from) * level, chroma, hueOf(role)).rgb());
    }
    return colors;
}

} // namespace morphony
