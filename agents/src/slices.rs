//! The numbers of a tensor as a slice, for kernels that are ours.

#![expect(unsafe_code, reason = "tch gives a tensor's memory only as a pointer")]

use tch::{Device, Kind, Tensor};

/// The numbers of a contiguous `f32` tensor on the CPU, in row-major order.
///
/// # Panics
/// If the tensor is anything else.
pub(crate) fn of(tensor: &Tensor) -> &[f32] {
    let len = checked_len(tensor, Kind::Float);
    // SAFETY: the tensor is contiguous and holds `len` f32 behind this pointer (checked). It stays alive
    // as long as the borrow. Tensors of this crate are used by one thread at a time (Tensor is not Sync),
    // and no operation of libtorch that writes can run while the shared borrow lasts, except through
    // another tensor of the same storage: callers take slices only of tensors that they own whole.
    unsafe { std::slice::from_raw_parts(tensor.data_ptr().cast::<f32>(), len) }
}

/// The numbers of a contiguous `i64` tensor on the CPU, in row-major order.
///
/// # Panics
/// If the tensor is anything else.
pub(crate) fn whole(tensor: &Tensor) -> &[i64] {
    let len = checked_len(tensor, Kind::Int64);
    // SAFETY: as in `of`, for i64.
    unsafe { std::slice::from_raw_parts(tensor.data_ptr().cast::<i64>(), len) }
}

/// The same as [`of`], to write.
///
/// # Panics
/// If the tensor is anything else.
pub(crate) fn of_mut(tensor: &mut Tensor) -> &mut [f32] {
    let len = checked_len(tensor, Kind::Float);
    // SAFETY: as in `of`; the exclusive borrow of the only handle that is in use makes it the only
    // reference to these numbers.
    unsafe { std::slice::from_raw_parts_mut(tensor.data_ptr().cast::<f32>(), len) }
}

/// A tensor `[n]` as numbers.
pub(crate) fn numbers(tensor: &Tensor) -> Vec<f64> {
    let plain = tensor.contiguous();
    of(&plain).iter().map(|x| f64::from(*x)).collect()
}

/// A tensor of whole numbers, flat.
pub(crate) fn whole_numbers(tensor: &Tensor) -> Vec<i64> {
    let plain = tensor.to_kind(Kind::Int64).contiguous();
    let mut numbers = vec![0; plain.numel()];
    let len = numbers.len();
    plain.copy_data(&mut numbers, len);
    numbers
}

fn checked_len(tensor: &Tensor, kind: Kind) -> usize {
    assert_eq!(tensor.kind(), kind, "kind of a tensor");
    assert_eq!(tensor.device(), Device::Cpu, "device of a tensor");
    assert!(tensor.is_contiguous(), "a tensor with gaps");
    let len = tensor.numel();
    assert!(len > 0, "a tensor without numbers has no memory");
    len
}
