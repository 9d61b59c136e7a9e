(** Vectors of R^n, for every n: functions on the natural numbers of which the first n values count. *)

From Coq Require Import Reals Lra Lia.
Set Warnings "-ambiguous-paths".
From Coquelicot Require Import Coquelicot.
Local Open Scope R_scope.

Definition vector := nat -> R.

(** The sum of the first n entries. *)
Fixpoint total (n : nat) (x : vector) : R :=
  match n with
  | O => 0
  | S m => total m x + x m
  end.

Definition dot (n : nat) (x y : vector) : R := total n (fun i => x i * y i).
Definition norm (n : nat) (x : vector) : R := sqrt (dot n x x).
Definition minus (x y : vector) : vector := fun i => x i - y i.

(** The vector x with entry i replaced by t. *)
Definition replaced (x : vector) (i : nat) (t : R) : vector := fun j => if Nat.eqb j i then t else x j.

(** * Sums *)

Lemma total_ext n x y : (forall i, (i < n)%nat -> x i = y i) -> total n x = total n y.
Proof.
  induction n as [|n IH]; intros H; [reflexivity|]. simpl. rewrite IH, (H n); auto with arith.
Qed.

Lemma total_plus n x y : total n (fun i => x i + y i) = total n x + total n y.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma total_minus n x y : total n (fun i => x i - y i) = total n x - total n y.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma total_scale n c x : total n (fun i => c * x i) = c * total n x.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma total_constant n c : total n (fun _ => c) = INR n * c.
Proof. induction n as [|n IH]; [simpl; ring|]. cbn [total]. rewrite IH, S_INR. ring. Qed.

Lemma total_nonneg n x : (forall i, (i < n)%nat -> 0 <= x i) -> 0 <= total n x.
Proof.
  induction n as [|n IH]; intros H; simpl; [lra|].
  assert (0 <= total n x) by (apply IH; auto with arith). specialize (H n (Nat.lt_succ_diag_r n)). lra.
Qed.

(** A sum of terms of which all but one vanish. *)
Lemma total_single n i c x : (i < n)%nat ->
  total n (fun j => if Nat.eqb j i then c j * x j else 0) = c i * x i.
Proof.
  assert (Z : forall m, (m <= i)%nat -> total m (fun j => if Nat.eqb j i then c j * x j else 0) = 0).
  { induction m as [|m IH]; intros H; [reflexivity|]. cbn [total]. rewrite IH by lia.
    replace (Nat.eqb m i) with false by (symmetry; apply Nat.eqb_neq; lia). ring. }
  induction n as [|n IH]; intros H; [lia|]. cbn [total].
  destruct (Nat.eq_dec n i) as [->|Hn].
  - rewrite Z by lia. rewrite Nat.eqb_refl. ring.
  - rewrite IH by lia. replace (Nat.eqb n i) with false by (symmetry; apply Nat.eqb_neq; lia). ring.
Qed.

Lemma total_zero n x : (forall i, (i < n)%nat -> 0 <= x i) -> total n x = 0 ->
  forall i, (i < n)%nat -> x i = 0.
Proof.
  induction n as [|n IH]; intros H E i Hi; [lia|]. cbn [total] in E.
  assert (0 <= total n x) by (apply total_nonneg; auto with arith).
  pose proof (H n (Nat.lt_succ_diag_r n)) as Hn.
  destruct (Nat.eq_dec i n) as [->|Hne]; [lra|]. apply IH; [auto with arith | lra | lia].
Qed.

(** * Inner products *)

Lemma dot_ext n x x' y y' : (forall i, (i < n)%nat -> x i = x' i) -> (forall i, (i < n)%nat -> y i = y' i) ->
  dot n x y = dot n x' y'.
Proof. intros Hx Hy. apply total_ext. intros i Hi. now rewrite Hx, Hy. Qed.

Lemma dot_sym n x y : dot n x y = dot n y x.
Proof. apply total_ext. intros. ring. Qed.

Lemma dot_plus_l n x y z : dot n (fun i => x i + y i) z = dot n x z + dot n y z.
Proof. unfold dot. rewrite <- total_plus. apply total_ext. intros. ring. Qed.

Lemma dot_minus_l n x y z : dot n (fun i => x i - y i) z = dot n x z - dot n y z.
Proof. unfold dot. rewrite <- total_minus. apply total_ext. intros. ring. Qed.

Lemma dot_scale_l n c x y : dot n (fun i => c * x i) y = c * dot n x y.
Proof. unfold dot. rewrite <- total_scale. apply total_ext. intros. ring. Qed.

Lemma dot_constant_l n c y : dot n (fun _ => c) y = c * total n y.
Proof. unfold dot. now rewrite total_scale. Qed.

Lemma dot_plus_r n x y z : dot n x (fun i => y i + z i) = dot n x y + dot n x z.
Proof. rewrite dot_sym, dot_plus_l, (dot_sym n y), (dot_sym n z). reflexivity. Qed.

Lemma dot_minus_r n x y z : dot n x (fun i => y i - z i) = dot n x y - dot n x z.
Proof. rewrite dot_sym, dot_minus_l, (dot_sym n y), (dot_sym n z). reflexivity. Qed.

Lemma dot_scale_r n c x y : dot n x (fun i => c * y i) = c * dot n x y.
Proof. rewrite dot_sym, dot_scale_l, dot_sym. reflexivity. Qed.

Lemma dot_constant_r n c x : dot n x (fun _ => c) = c * total n x.
Proof. rewrite dot_sym. apply dot_constant_l. Qed.

Lemma dot_self_nonneg n x : 0 <= dot n x x.
Proof. apply total_nonneg. intros i _. apply Rle_0_sqr. Qed.

Lemma dot_self_zero n x : dot n x x = 0 -> forall i, (i < n)%nat -> x i = 0.
Proof.
  intros E i Hi. apply Rsqr_0_uniq. unfold Rsqr.
  apply (total_zero n (fun i => x i * x i)); [intros; apply Rle_0_sqr | exact E | exact Hi].
Qed.

Lemma dot_self_positive n x i : (i < n)%nat -> x i <> 0 -> 0 < dot n x x.
Proof.
  intros Hi Hx. destruct (Rle_lt_or_eq_dec _ _ (dot_self_nonneg n x)) as [H|H]; [exact H|].
  elim Hx. now apply (dot_self_zero n).
Qed.

(** The squares of sums and differences. *)
Lemma dot_self_combination n c d x y :
  dot n (fun i => c * x i + d * y i) (fun i => c * x i + d * y i)
  = c ^ 2 * dot n x x + 2 * c * d * dot n x y + d ^ 2 * dot n y y.
Proof.
  rewrite dot_plus_l, !dot_plus_r, !dot_scale_l, !dot_scale_r, (dot_sym n y x). ring.
Qed.

Lemma dot_self_minus n x y :
  dot n (minus x y) (minus x y) = dot n x x - 2 * dot n x y + dot n y y.
Proof.
  unfold minus. rewrite dot_minus_l, !dot_minus_r, (dot_sym n y x). ring.
Qed.

(** Cauchy and Schwarz. *)
Lemma cauchy_schwarz n x y : dot n x y ^ 2 <= dot n x x * dot n y y.
Proof.
  pose proof (dot_self_nonneg n x) as Hx.
  destruct (Rle_lt_or_eq_dec _ _ (dot_self_nonneg n y)) as [Hy|Hy].
  - pose proof (dot_self_nonneg n (fun i => dot n y y * x i + - dot n x y * y i)) as H.
    rewrite dot_self_combination in H.
    apply Rmult_le_reg_l with (dot n y y); [exact Hy|]. nra.
  - replace (dot n x y) with 0; [nra|]. symmetry. unfold dot.
    rewrite (total_ext n _ (fun _ => 0)); [rewrite total_constant; ring|].
    intros i Hi. rewrite (dot_self_zero n y (eq_sym Hy) i Hi). ring.
Qed.

(** Its case with the all-ones vector. *)
Lemma total_square n x : total n x ^ 2 <= INR n * dot n x x.
Proof.
  pose proof (cauchy_schwarz n x (fun _ => 1)) as H. rewrite 2!dot_constant_r, total_constant in H. nra.
Qed.

(** * Lengths *)

Lemma norm_nonneg n x : 0 <= norm n x.
Proof. apply sqrt_pos. Qed.

Lemma norm_square n x : norm n x ^ 2 = dot n x x.
Proof. apply pow2_sqrt, dot_self_nonneg. Qed.

Lemma norm_ext n x y : (forall i, (i < n)%nat -> x i = y i) -> norm n x = norm n y.
Proof. intros H. unfold norm. f_equal. now apply dot_ext. Qed.

Lemma norm_le n x c : 0 <= c -> dot n x x <= c ^ 2 -> norm n x <= c.
Proof. intros Hc H. unfold norm. rewrite <- (sqrt_pow2 c Hc). now apply sqrt_le_1_alt. Qed.

Lemma dot_le_norms n x y : Rabs (dot n x y) <= norm n x * norm n y.
Proof.
  unfold norm. rewrite <- sqrt_mult by apply dot_self_nonneg. rewrite <- sqrt_Rsqr_abs.
  apply sqrt_le_1_alt. pose proof (cauchy_schwarz n x y) as H. unfold Rsqr. nra.
Qed.

Lemma norm_scale n c x : norm n (fun i => c * x i) = Rabs c * norm n x.
Proof.
  unfold norm. rewrite dot_scale_l, dot_scale_r, <- Rmult_assoc, sqrt_mult.
  - f_equal. apply sqrt_Rsqr_abs.
  - apply Rle_0_sqr.
  - apply dot_self_nonneg.
Qed.

(** Minkowski. *)
Lemma norm_triangle n x y : norm n (fun i => x i + y i) <= norm n x + norm n y.
Proof.
  pose proof (norm_nonneg n x) as Hx. pose proof (norm_nonneg n y) as Hy.
  apply norm_le; [lra|].
  replace (dot n (fun i => x i + y i) (fun i => x i + y i)) with (dot n x x + 2 * dot n x y + dot n y y).
  - pose proof (Rle_trans _ _ _ (Rle_abs _) (dot_le_norms n x y)) as H.
    rewrite <- (norm_square n x), <- (norm_square n y). nra.
  - rewrite dot_plus_l, !dot_plus_r, (dot_sym n y x). ring.
Qed.

Lemma norm_triangle_minus n x y : norm n (minus x y) <= norm n x + norm n y.
Proof.
  rewrite (norm_ext n (minus x y) (fun i => x i + (-1) * y i)) by (intros; unfold minus; ring).
  apply Rle_trans with (1 := norm_triangle n x _). rewrite norm_scale, Rabs_left by lra. lra.
Qed.

Lemma entry_le_norm n x i : (i < n)%nat -> Rabs (x i) <= norm n x.
Proof.
  intros Hi. unfold norm. rewrite <- sqrt_Rsqr_abs. apply sqrt_le_1_alt. unfold Rsqr, dot.
  induction n as [|n IH]; [lia|]. cbn [total].
  destruct (Nat.eq_dec i n) as [->|Hne].
  - pose proof (dot_self_nonneg n x) as H. unfold dot in H. lra.
  - assert (Hi' : (i < n)%nat) by lia. specialize (IH Hi'). pose proof (Rle_0_sqr (x n)) as H. unfold Rsqr in H. lra.
Qed.

(** A vector converges when its distance does. *)
Lemma entry_limit n (x : nat -> vector) y i : (i < n)%nat ->
  is_lim_seq (fun t => norm n (minus (x t) y)) 0 -> is_lim_seq (fun t => x t i) (y i).
Proof.
  intros Hi H. apply (is_lim_seq_le_le (fun t => y i - norm n (minus (x t) y)) _
    (fun t => y i + norm n (minus (x t) y))).
  - intros t. pose proof (entry_le_norm n (minus (x t) y) i Hi) as E.
    apply Rabs_le_between in E. change (minus (x t) y i) with (x t i - y i) in E. lra.
  - replace (Finite (y i)) with (Finite (y i - 0)) by (f_equal; ring).
    apply is_lim_seq_minus'; [apply is_lim_seq_const | exact H].
  - replace (Finite (y i)) with (Finite (y i + 0)) by (f_equal; ring).
    apply is_lim_seq_plus'; [apply is_lim_seq_const | exact H].
Qed.

(** * Derivatives along a coordinate *)

Lemma replaced_same x i : forall j, replaced x i (x i) j = x j.
Proof. intros j. unfold replaced. destruct (Nat.eqb_spec j i) as [->|]; reflexivity. Qed.

Lemma total_replaced n x i t : (i < n)%nat -> total n (replaced x i t) = total n x + (t - x i).
Proof.
  intros Hi. rewrite (total_ext n _ (fun j => x j + (if Nat.eqb j i then (t - x i) * 1 else 0))).
  - rewrite total_plus, (total_single n i (fun _ => t - x i) (fun _ => 1) Hi). ring.
  - intros j _. unfold replaced. destruct (Nat.eqb_spec j i) as [->|]; ring.
Qed.

Lemma dot_replaced n x i t y : (i < n)%nat -> dot n (replaced x i t) y = dot n x y + (t - x i) * y i.
Proof.
  intros Hi. unfold dot.
  rewrite (total_ext n _ (fun j => x j * y j + (if Nat.eqb j i then (t - x i) * y j else 0))).
  - rewrite total_plus, (total_single n i (fun _ => t - x i) y Hi). reflexivity.
  - intros j _. unfold replaced. destruct (Nat.eqb_spec j i) as [->|]; ring.
Qed.

Lemma dot_self_replaced n x i t : (i < n)%nat ->
  dot n (replaced x i t) (replaced x i t) = dot n x x + (t - x i) * (t + x i).
Proof.
  intros Hi. rewrite dot_replaced by exact Hi. rewrite dot_sym, dot_replaced by exact Hi.
  unfold replaced. rewrite Nat.eqb_refl. ring.
Qed.
