public import NIOCore
public import WeirCore

/// Frames a body of unknown length (RFC 9112 §7.1).
public enum ChunkWriter {
    /// Appends a whole chunk, copying the data. Empty data writes nothing: an empty chunk would end the body.
    public static func write(_ data: ByteBuffer, into output: inout ByteBuffer) {
        guard data.readableBytes > 0 else { return }
        begin(count: data.readableBytes, into: &output)
        output.writeImmutableBuffer(data)
        end(into: &output)
    }

    /// Appends what stands before a chunk's data of `count` > 0 bytes; the data and `end` follow.
    public static func begin(count: Int, into output: inout ByteBuffer) {
        output.writeHead(estimate: 18) { output in
            output.append(hexadecimal: count)
            output.append("\r\n")
        }
    }

    /// Appends what stands after a chunk's data.
    public static func end(into output: inout ByteBuffer) {
        output.writeInteger(0x0d0a as UInt16)
    }

    /// Appends the last chunk and the trailer section.
    public static func finish(trailers: FieldBlock, into output: inout ByteBuffer) {
        output.writeHead(estimate: trailers.bytes.count + 64) { output in
            output.append("0\r\n")
            var copier = LineCopier()
            let bytes = trailers.bytes.span
            for field in trailers.fields { copier.copy(field, bytes, into: &output) }
            copier.flush(bytes, into: &output)
            output.append("\r\n")
        }
    }
}
