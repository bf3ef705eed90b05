import NIOCore
import WeirCore

/// `Max-Forwards` of OPTIONS requests (RFC 9110 §7.6.2).
enum MaxForwards {
    /// Nil where there is none, or none that is a number: then it limits nothing.
    static func value(in block: FieldBlock) -> Int64? {
        guard let index = block.first(.maxForwards) else { return nil }
        return Bytes.decimal(block.bytes.span, block.fields[index].value)
    }

    static func writeDecremented(_ block: FieldBlock, into output: inout HeadOutput) {
        guard let value = value(in: block) else { return }
        output.append("Max-Forwards: ")
        output.append(decimal: max(0, value &- 1))
        output.append("\r\n")
    }
}
