import COpenSSL
import CRecordMemory

/// Memory that OpenSSL takes and gives back again and again.
public enum RecordMemory {
    /// Has each thread keep a few of the buffers that OpenSSL gives back after each record, 136 KiB at most, and of its
    /// small blocks, 256 KiB at most.
    ///
    /// To be called once, before anything else of OpenSSL's; later it changes nothing.
    /// - Returns: whether it was in time.
    @discardableResult
    public static func keepSpares() -> Bool {
        unsafe CRYPTO_set_mem_functions(weir_record_malloc, weir_record_realloc, weir_record_free) == 1
    }
}
