/// A strict reader of Prometheus' text format 0.0.4: what it does not know is a mistake.
struct PrometheusReader {
    struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Mistake: Error {
        var line: Int
        var reason: String
    }

    private(set) var samples: [Sample] = []
    private(set) var types: [String: String] = [:]
    private var helped: Set<String> = []
    private var current = ""
    private var line = 0

    init(_ bytes: [UInt8]) throws {
        guard bytes.last == UInt8(ascii: "\n") else { throw Mistake(line: 0, reason: "no newline at the end") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Mistake(line: 0, reason: "not UTF-8") }
        for each in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            line += 1
            if each.hasPrefix("#") { try comment(each) } else { try sample(each) }
        }
        var seen: Set<String> = []
        for sample in samples where !seen.insert("\(sample.name) \(sample.labels.sorted { $0 < $1 })").inserted {
            throw Mistake(line: 0, reason: "twice: \(sample)")
        }
    }

    /// The value of the only sample with that name and (at least) these labels; nil: none or several.
    subscript(_ name: String, _ labels: [String: String]) -> Double? {
        let found = samples.filter { sample in
            sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value }
        }
        return found.count == 1 ? found[0].value : nil
    }

    private func fail(_ reason: String) -> Mistake {
        Mistake(line: line, reason: reason)
    }

    private mutating func comment(_ text: Substring) throws {
        let parts = text.split(separator: " ", maxSplits: 3).map(String.init)
        guard parts.count == 4, parts[0] == "#" else { throw fail("a comment of another kind") }
        switch parts[1] {
        case "HELP":
            guard helped.insert(parts[2]).inserted else { throw fail("second HELP") }
            current = parts[2]
        case "TYPE":
            guard current == parts[2], types[parts[2]] == nil else { throw fail("second or stray TYPE") }
            guard ["counter", "gauge", "histogram"].contains(parts[3]) else { throw fail("unknown type") }
            types[parts[2]] = parts[3]
        default: throw fail("a comment of another kind")
        }
    }

    private mutating func sample(_ text: Substring) throws {
        var rest = text
        let name = String(rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") })
        rest = rest.dropFirst(name.count)
        guard name.first?.isNumber == false else { throw fail("no name") }
        let suffixes = types[current] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        guard suffixes.contains(where: { current + $0 == name }) else { throw fail("\(name) is not of \(current)") }
        let labels = rest.first == "{" ? try labels(&rest) : [:]
        guard rest.first == " ", let value = Double(rest.dropFirst()) else { throw fail("no value: \(rest)") }
        samples.append(Sample(name: name, labels: labels, value: value))
    }

    private func labels(_ rest: inout Substring) throws -> [String: String] {
        var labels: [String: String] = [:]
        repeat {
            rest = rest.dropFirst()
            let name = String(rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty, rest.hasPrefix("=\""), labels[name] == nil else { throw fail("bad label") }
            rest = rest.dropFirst(2)
            labels[name] = try value(&rest)
        } while rest.first == ","
        guard rest.first == "}" else { throw fail("no end of labels") }
        rest = rest.dropFirst()
        return labels
    }

    private func value(_ rest: inout Substring) throws -> String {
        var value = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return value
            case "\\":
                switch rest.popFirst() {
                case "\\": value.append("\\")
                case "\"": value.append("\"")
                case "n": value.append("\n")
                default: throw fail("bad escape")
                }
            default: value.append(character)
            }
        }
        throw fail("no end of value")
    }
}
