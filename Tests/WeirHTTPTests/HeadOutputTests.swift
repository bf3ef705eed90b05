import NIOCore
import Testing
import WeirCore

@testable import WeirHTTP

@Suite struct HeadOutputTests {
    @Test(arguments: [0, 1, 2, 31, 32, 33, 1000]) func everythingIsWrittenHoweverLowTheEstimate(estimate: Int) {
        var buffer = ByteBuffer(string: "before:")
        let text: [UInt8] = Array(repeating: 0x61, count: 5000)
        buffer.writeHead(estimate: estimate) { output in
            output.append("static ")
            output.append(text)
            output.append(text.span, 1, 3)
            output.append(text.span, 3, 3)
            output.append(0x62 as UInt8)
            output.append(decimal: 1_234_567)
        }
        #expect(buffer.text == "before:static " + String(repeating: "a", count: 5002) + "b1234567")
    }

    @Test(arguments: [
        (0, "0", "0"), (9, "9", "9"), (10, "10", "a"), (255, "255", "ff"), (-5, "0", "0"),
        (Int.max, "9223372036854775807", "7fffffffffffffff"),
    ]) func numbers(number: Int, decimal: String, hexadecimal: String) {
        var buffer = ByteBuffer()
        buffer.writeHead(estimate: 64) { output in
            output.append(decimal: Int64(number))
            output.append(" ")
            output.append(hexadecimal: number)
        }
        #expect(buffer.text == decimal + " " + hexadecimal)
    }
}
