package org.garam.backend.cuda.library;

/**
 * What a library may use of a device, whose context is current to the calling thread.
 *
 * @param stream the stream ({@code CUstream}) everything is queued on
 * @param address memory of the device for what a library computes in between; calls on one stream share it
 * @param bytes its size; cuBLAS asks for 32 MiB on Hopper and 4 MiB before
 */
public record DeviceWorkspace(long stream, long address, long bytes) {}
