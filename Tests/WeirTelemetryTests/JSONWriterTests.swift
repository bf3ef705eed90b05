import Foundation
import Testing

@testable import WeirTelemetry

@Suite struct JSONWriterTests {
    private func json(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func separatesMembersAndElements() {
        let text = json { writer in
            writer.beginObject()
            writer.member("a", 1)
            writer.key("b")
            writer.beginArray()
            writer.string("x")
            writer.beginObject()
            writer.endObject()
            writer.beginArray()
            writer.endArray()
            writer.null()
            writer.endArray()
            writer.member("c", true)
            writer.member("d", "é\n")
            writer.endObject()
        }
        #expect(text == #"{"a":1,"b":["x",{},[],null],"c":true,"d":"é\n"}"#)
    }

    @Test func writesNumbers() {
        #expect(json { $0.number(Int64.min) } == "-9223372036854775808")
        #expect(json { $0.number(UInt64.max) } == "18446744073709551615")
        #expect(json { $0.number(0) } == "0")
        #expect(json { $0.number(-10) } == "-10")
        #expect(json { $0.number(0.25) } == "0.25")
        #expect(json { $0.number(Double.nan) } == "null")
        #expect(json { $0.number(-Double.infinity) } == "null")
    }

    @Test func writesMillisecondsWithOneToThreeDecimals() {
        let cases: [(Int64, String)] = [
            (0, "0.0"), (999, "0.0"), (1000, "0.001"), (350_000, "0.35"), (12_400_000, "12.4"), (12_345_678, "12.345"),
            (1_000_000, "1.0"), (1_010_000, "1.01"), (-5_000_000, "0.0"), (.max, "9223372036854.775"),
        ]
        for (nanoseconds, expected) in cases {
            #expect(json { $0.milliseconds(nanoseconds: nanoseconds) } == expected)
        }
    }

    @Test func escapesKeysMadeAtRunTime() {
        let text = json { writer in
            writer.beginObject()
            writer.key(text: "a\"b")
            writer.null()
            writer.endObject()
        }
        #expect(text == #"{"a\"b":null}"#)
    }

    @Test func doublesOfAnySizeAreValidJSON() throws {
        for value in [1e300, -1e-300, Double.leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, 100, -0.0] {
            let text = json { writer in
                writer.beginArray()
                writer.number(value)
                writer.endArray()
            }
            let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Double]
            #expect(parsed == [value])
        }
    }
}
