(** Common factors: of the terms of a normal form, and the small primes of an integer. *)

From Coq Require Import Reals ZArith QArith Qreals List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials Normal.
Import ListNotations.
Local Open Scope R_scope.

(** * Atoms that divide every term *)

(** The least exponent of an atom. *)
Fixpoint least (a : term) (p : polynomial) : nat :=
  match p with
  | [] => O
  | (m, _) :: p =>
      let k := fst (strip a m) in
      match p with [] => k | _ => Nat.min k (least a p) end
  end.

Fixpoint divided (a : term) (k : nat) (p : polynomial) : polynomial :=
  match p with
  | [] => []
  | (m, c) :: p => let (j, r) := strip a m in sum [(with_power a (j - k) r, c)] (divided a k p)
  end.

Lemma divided_spec env a k p : defined env a -> (k <= least a p)%nat -> good env p ->
  polynomial_value env p = value env a ^ k * polynomial_value env (divided a k p) /\ good env (divided a k p).
Proof.
  intros D. induction p as [|[m c] p IH]; cbn [divided]; intros L G.
  - split; [simpl; ring | apply nil_good].
  - apply good_cons in G. destruct G as [Gm Gp].
    assert (K : (k <= fst (strip a m))%nat /\ (p <> [] -> (k <= least a p)%nat)).
    { cbn [least] in L. destruct p; split; try lia; intros N. now elim N. }
    pose proof (strip_value env a m) as SV. pose proof (strip_good env a m Gm) as SG.
    destruct (strip a m) as [j r]. cbn [fst snd] in *. destruct K as [K1 K2].
    assert (P : polynomial_value env p = value env a ^ k * polynomial_value env (divided a k p) /\ good env (divided a k p)).
    { destruct p; [split; [simpl; ring | apply nil_good]|]. apply IH; [apply K2; discriminate | exact Gp]. }
    destruct P as [V G']. split.
    + rewrite sum_value. cbn [polynomial_value]. rewrite with_power_value, SV, V.
      replace j with (k + (j - k))%nat at 1 by lia. rewrite pow_add. ring.
    + apply sum_good; [|exact G']. apply good_cons. split; [now apply with_power_good | apply nil_good].
Qed.

(** What divides every term, among these atoms, and the rest. *)
Fixpoint factored (atoms : monomial) (p : polynomial) : monomial * polynomial :=
  match atoms with
  | [] => ([], p)
  | (a, _) :: atoms =>
      match least a p with
      | O => factored atoms p
      | k => let (m, q) := factored atoms (divided a k p) in ((a, k) :: m, q)
      end
  end.

Lemma factored_spec env atoms : forall p, good_monomial env atoms -> good env p ->
  let (m, q) := factored atoms p in
  polynomial_value env p = monomial_value env m * polynomial_value env q /\ good_monomial env m /\ good env q
  /\ positive_exponents m = true.
Proof.
  induction atoms as [|[a j] atoms IH]; intros p A G; cbn [factored].
  - repeat split; [simpl; ring | apply empty_good | exact G].
  - assert (Da : defined env a) by (apply (A a j); now left).
    assert (A' : good_monomial env atoms) by (intros b l H; apply (A b l); now right).
    destruct (least a p) as [|k] eqn:E; [now apply IH|].
    destruct (divided_spec env a (S k) p Da ltac:(lia) G) as [V G']. specialize (IH (divided a (S k) p) A' G').
    destruct (factored atoms (divided a (S k) p)) as [m q]. destruct IH as [W [Gm [Gq P]]]. repeat split.
    + rewrite V, W. cbn [monomial_value]. ring.
    + intros b l [H|H]; [injection H as <- _; exact Da | now apply (Gm b l)].
    + exact Gq.
    + cbn. exact P.
Qed.

(** The common monomial of a normal form, and the rest. *)
Definition common (p : polynomial) : monomial * polynomial :=
  match p with [] => ([], p) | (m, _) :: _ => factored m p end.

Lemma common_spec env p : good env p ->
  let (m, q) := common p in
  polynomial_value env p = monomial_value env m * polynomial_value env q /\ good_monomial env m /\ good env q
  /\ positive_exponents m = true.
Proof.
  intros G. destruct p as [|[m c] p].
  - cbn. repeat split; [ring | apply empty_good | exact G].
  - apply factored_spec; [|exact G]. apply (G m c). now left.
Qed.

(** * Inverses *)

Fixpoint find_in_monomial {A} (f : term -> nat -> option A) (m : monomial) : option A :=
  match m with
  | [] => None
  | (a, k) :: m => match f a k with Some x => Some x | None => find_in_monomial f m end
  end.

Fixpoint find {A} (f : term -> nat -> option A) (p : polynomial) : option A :=
  match p with
  | [] => None
  | (m, _) :: p => match find_in_monomial f m with Some x => Some x | None => find f p end
  end.

Lemma find_spec {A} (f : term -> nat -> option A) env p x : good env p -> find f p = Some x ->
  exists a k, f a k = Some x /\ defined env a.
Proof.
  induction p as [|[m c] p IH]; cbn [find]; intros G; [discriminate|]. apply good_cons in G. destruct G as [Gm Gp].
  destruct (find_in_monomial f m) eqn:E; [|now apply IH]. injection 1 as <-. clear IH Gp.
  induction m as [|[b k] m IH]; cbn [find_in_monomial] in E; [discriminate|].
  destruct (f b k) eqn:F.
  - injection E as <-. exists b, k. split; [exact F | apply (Gm b k); simpl; auto].
  - apply IH; [intros d l H; apply (Gm d l); simpl; auto | exact E].
Qed.

Definition inverted (a : term) (k : nat) : option term :=
  match a, k with TInvPow b 1, S _ => Some b | _, _ => None end.

Fixpoint degree (a : term) (p : polynomial) : nat :=
  match p with [] => O | (m, _) :: p => Nat.max (fst (strip a m)) (degree a p) end.

(** [p] times [b^n], the inverses of [b] gone; [v] is [b]. *)
Fixpoint multiplied (a : term) (v : polynomial) (n : nat) (p : polynomial) : polynomial :=
  match p with
  | [] => []
  | (m, c) :: p => let (k, r) := strip a m in sum (scaled r c (power v (n - k))) (multiplied a v n p)
  end.

Lemma multiplied_spec env b v n p : defined env (TInvPow b 1) -> represents env v (value env b) -> good env p ->
  (degree (TInvPow b 1) p <= n)%nat ->
  represents env (multiplied (TInvPow b 1) v n p) (value env b ^ n * polynomial_value env p).
Proof.
  intros [D N] [V Gv]. induction p as [|[m c] p IH]; cbn [multiplied degree]; intros G L.
  - split; [simpl; ring | apply nil_good].
  - apply good_cons in G. destruct G as [Gm Gp]. pose proof (strip_value env (TInvPow b 1) m) as SV.
    pose proof (strip_good env (TInvPow b 1) m Gm) as SG. destruct (strip (TInvPow b 1) m) as [k r].
    cbn [fst snd] in *. cbn [polynomial_value]. rewrite Rmult_plus_distr_l. apply represents_sum; [|apply IH; [exact Gp | lia]].
    split; [|apply scaled_good; [exact SG | now apply power_good]].
    rewrite scaled_value, power_value, V, SV. cbn [value]. rewrite pow_1, pow_inv.
    replace n with (k + (n - k))%nat at 2 by lia. rewrite pow_add. field. now apply pow_nonzero.
Qed.

(** * Logarithms of integers *)

Definition first_divisor (n : Z) : option Z := List.find (fun p => Z.eqb (n mod p) 0) small_primes.

Fixpoint log_of_primes (fuel : nat) (n : Z) : term :=
  if Z.eqb n 1 then TZ 0 else
  match fuel, first_divisor n with
  | S fuel, Some p => TBin Add (TUn Ln (TZ p)) (log_of_primes fuel (n / p))
  | _, _ => TUn Ln (TZ n)
  end.

Lemma log_of_primes_spec env fuel : forall n, (0 < n)%Z ->
  defined env (log_of_primes fuel n) /\ value env (log_of_primes fuel n) = ln (IZR n).
Proof.
  induction fuel as [|fuel IH]; intros n H; cbn [log_of_primes].
  - destruct (Z.eqb_spec n 1) as [->|N]; [split; [exact I | symmetry; apply ln_1]|].
    split; [split; [exact I | now apply IZR_lt] | reflexivity].
  - destruct (Z.eqb_spec n 1) as [->|N]; [split; [exact I | symmetry; apply ln_1]|].
    destruct (first_divisor n) as [p|] eqn:E; [|split; [split; [exact I | now apply IZR_lt] | reflexivity]].
    apply find_some in E. destruct E as [P E]. apply Z.eqb_eq in E.
    assert (Pp : (1 < p)%Z) by (destruct P as [<-|[<-|[<-|[<-|[]]]]]; lia).
    assert (D : n = (p * (n / p))%Z) by (apply Z_div_exact_full_2; lia).
    assert (Q : (0 < n / p)%Z) by nia. destruct (IH _ Q) as [Di Vi]. cbn [defined value unary_domain binary_domain binary_value unary_value].
    split; [repeat split; auto; apply IZR_lt; lia|]. rewrite Vi. rewrite D at 2.
    rewrite mult_IZR, ln_mult by (apply IZR_lt; lia). reflexivity.
Qed.

Definition log_of_fraction (g d : positive) : term := TBin Sub (log_of_primes 64 (Zpos g)) (log_of_primes 64 (Zpos d)).

Lemma log_of_fraction_spec env g d : defined env (log_of_fraction g d)
  /\ value env (log_of_fraction g d) = ln (IZR (Zpos g) / IZR (Zpos d)).
Proof.
  unfold log_of_fraction. destruct (log_of_primes_spec env 64 (Zpos g) ltac:(lia)) as [Dg Vg].
  destruct (log_of_primes_spec env 64 (Zpos d) ltac:(lia)) as [Dd Vd].
  split; [repeat split; assumption|]. cbn [value binary_value]. rewrite Vg, Vd. unfold Rdiv.
  rewrite ln_mult, ln_Rinv; [reflexivity | | |]; try apply Rinv_0_lt_compat; apply IZR_lt; lia.
Qed.
