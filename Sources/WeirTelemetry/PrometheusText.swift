/// Writes metrics in Prometheus' text format 0.0.4.
struct PrometheusText: ~Copyable {
    /// What has been written.
    private(set) var bytes = TextBuffer(capacity: 65_536)

    /// One label and its value.
    typealias Label = (name: StaticString, value: String)

    /// Begins a family; its samples follow.
    mutating func family(_ name: StaticString, help: StaticString, kind: MetricFamily.Kind) {
        bytes.append("# HELP ")
        bytes.append(name)
        bytes.append(" ")
        bytes.append(help)
        bytes.append("\n# TYPE ")
        bytes.append(name)
        bytes.append(" ")
        bytes.append(kind.word)
        bytes.append("\n")
    }

    /// One line with a whole number.
    mutating func sample(
        _ name: StaticString, suffix: StaticString = "", labels: [Label] = [],
        extra: (StaticString, StaticString)? = nil,
        value: Int64
    ) {
        begin(name, suffix: suffix, labels: labels, extra: extra)
        bytes.append(decimal: value)
        bytes.append("\n")
    }

    /// One line with nanoseconds, printed as seconds.
    mutating func sample(_ name: StaticString, suffix: StaticString, labels: [Label], nanoseconds: UInt64) {
        begin(name, suffix: suffix, labels: labels, extra: nil)
        bytes.append(decimal: nanoseconds / 1_000_000_000)
        bytes.append(".")
        bytes.append(decimal: nanoseconds % 1_000_000_000, digits: 9)
        bytes.append("\n")
    }

    private mutating func begin(
        _ name: StaticString, suffix: StaticString, labels: [Label], extra: (StaticString, StaticString)?
    ) {
        bytes.append(name)
        bytes.append(suffix)
        var separator: StaticString = "{"
        for (label, value) in labels {
            bytes.append(separator)
            bytes.append(label)
            bytes.append("=\"")
            escape(value)
            bytes.append("\"")
            separator = ","
        }
        if let (label, value) = extra {
            bytes.append(separator)
            bytes.append(label)
            bytes.append("=\"")
            bytes.append(value)
            bytes.append("\"")
        }
        bytes.append(labels.isEmpty && extra == nil ? " " : "} ")
    }

    private mutating func escape(_ value: String) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes.append("\\\\")
            case UInt8(ascii: "\""): bytes.append("\\\"")
            case UInt8(ascii: "\n"): bytes.append("\\n")
            default: bytes.append(byte)
            }
        }
    }
}
